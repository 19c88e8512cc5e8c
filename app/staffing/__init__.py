"""Who stands there when? Shifts, the helpers and colleagues on them, and what they were asked and answered."""
