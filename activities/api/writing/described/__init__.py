"""The OpenAPI description of what programs write: errors, and the operations with bodies, answers and examples."""
