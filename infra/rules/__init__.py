"""Rules for cfn-lint on the expanded template: what AWS refuses or does wrong, and the local platform does not show.

python -m infra.expanded build/expanded.json && cfn-lint --append-rules infra/rules -- build/expanded.json
"""
