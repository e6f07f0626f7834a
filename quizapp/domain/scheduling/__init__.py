"""When to review what: FSRS memory of concepts, due lists, and the plan to the date of an interview.

Everything is counted in the learner's own days, so that neither daylight saving nor the hour of a review moves it.
"""
