"""The notebooks' exercises, which check themselves. One module a notebook, one function an exercise.

A check says whether an answer is right and, if it is not, what is off and where to look, but not the answer.
Right answers are worked out from what they are about. Whatever it is given, a check answers in words.
"""
