"""开放数据: what the site publishes as tables that a program may take, as JSON, CSV and xlsx.

A set is declared once (`sets.SETS`): its columns write the files, the dictionary and the page, so none can say other
than the rest. What is not published yet, and anything about a person, has no set to stand in.
"""
