"""The demo: made-up people, believable pain, and copies of three published diaries.

`plan` decides everything from one seed and knows no database; `rows`, `past`, `lately` and
`clear` write.
"""
