"""The composition root: the use cases (`services`), the ports they need (`bundle`), and AWS behind those (`aws`).

Production, the tests, the money simulator and the operators' commands build the same `Services` over a bundle of ports.
"""
