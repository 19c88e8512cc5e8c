"""Monter: which of our stands gave which families?"""
