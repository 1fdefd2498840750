"""The search: proofs, normal forms, and forms in matrices. None of it is trusted."""
