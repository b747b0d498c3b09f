"""What a designer does to a questionnaire, which may have faults at any time and is kept all the same."""
