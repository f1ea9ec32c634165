"""What holds for all tests."""

import hypothesis

# Time is measured in benchmarks: a busy machine must not fail a property.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
