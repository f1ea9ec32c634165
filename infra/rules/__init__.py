"""Rules for cfn-lint on the expanded templates: what AWS refuses or does wrong, and the local platform does not show.

python -m infra.expanded build/expanded && cfn-lint --append-rules infra/rules -- build/expanded/*.json

Most rules follow references, so they read sam.json and whole.json, where all resources are together; the count of
resources (E9022, E3010) and the size (E1002) are those of the stacks, aws*.json.
"""
