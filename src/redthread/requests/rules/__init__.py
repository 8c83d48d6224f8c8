"""The rules of requests as plain Python: no Django, no clock, no database.

``standing`` states and steps · ``promise`` due dates, escalation, appeal · ``moves`` what a transfer does ·
``conversation`` what may be said · ``answers`` the words of an answer · ``sampling`` second readers ·
``measures``.
"""
