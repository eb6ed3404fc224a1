"""Gradient baselines in the same harness: PPO, DQN and Reptile, on PyTorch and Stable-Baselines3.

torch is imported only once one of them learns or plays.
"""
