"""Measures: pure functions, arrays in and numbers out, one module an idea, each with its source."""
