"""The one composition: the use cases (`services`), the ports they are made of (`bundle`), and AWS behind these (`aws`).

Production, the tests, the money simulator and the operators' commands build the same `Services` over a bundle of ports.
"""
