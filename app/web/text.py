"""Placeholder until the real one lands."""

def clean_line(text): return " ".join(text.split())
def clean_text(text): return text.strip()
def has_personal_number(text): return False
