"""One file a function, one function a Lambda: `api` answers requests, `queue` takes messages, `schedule` is timed."""
