"""The whole volume of a project (项目全卷) as one PDF: cover, contents, papers, attachments.

``contents`` says what goes in and what came of it, ``limits`` how much may; ``binding`` does it.
``attachments`` makes files ready one by one, PDF files through ``pdfs`` in a limited process
(``child``, ``flattening``); ``styles``, ``sheet`` and ``sections`` draw all other pages and
``placing`` lays attached pages in.
"""
