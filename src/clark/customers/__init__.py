"""Onboarding, repositories, regions, adoption, exit."""
