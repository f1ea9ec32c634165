"""HTTP: requests, answers and problems. The format of the API, without its rules."""
