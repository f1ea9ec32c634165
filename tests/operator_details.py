"""Who runs the stages of the tests: what no stage can do without."""

OPERATOR = {
    "OPERATOR_NAME": "Callbox Testing Limited",
    "OPERATOR_NUMBER": "RC 1234567",
    "OPERATOR_ADDRESS": "2 Test Street, Lagos",
    "SUPPORT_EMAIL": "support@callbox.example",
    "ABUSE_EMAIL": "abuse@callbox.example",
    "PRIVACY_EMAIL": "privacy@callbox.example",
    "SECURITY_EMAIL": "security@callbox.example",
    "GOVERNING_LAW": "Nigeria",
}
