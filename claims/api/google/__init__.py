"""`/v1alpha1/`: our checks for programs that speak the interface of Google's Fact Check Tools."""
