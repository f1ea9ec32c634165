"""HTTP: requests in, answers and problems out. The contract's forms, and nothing of what they are about."""
