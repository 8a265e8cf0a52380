"""Spreadsheets in and out.

``reader.read_rows`` takes an uploaded .xlsx or .csv apart without trusting it; the modules
``child``, ``workbook``, ``cells``, ``values`` and ``xml`` run in a limited child process and
import nothing but the standard library. ``writer.write_workbook`` makes files that re-import.
"""
