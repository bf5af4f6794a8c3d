"""Ride-along coaching: criteria, ride-alongs and listening in, two blind ratings, results, trend, growth."""
