"""What does a person have a right to, and when do we forget them? Disposal by policy, search, erasure, consent."""
