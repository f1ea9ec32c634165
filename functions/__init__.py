"""One file per Lambda function: `api` answers requests, `queue` consumes messages, `schedule` runs on timers."""
