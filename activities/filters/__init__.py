"""One FilterSet for page, API and export."""
