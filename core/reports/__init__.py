"""What all reports share: charts, the page, where a result comes from."""
