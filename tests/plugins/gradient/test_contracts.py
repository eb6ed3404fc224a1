"""PPO, DQN and Reptile keep the contract of learners, seeing rows or pictures."""

import evomario_plugins.gradient.dqn
import evomario_plugins.gradient.ppo
import evomario_plugins.gradient.reptile  # noqa: F401, they register themselves

from evomario.testing import LearnerContract

PICTURES = [{"type": "pixels", "width": 12, "height": 12, "white": 255}]
SMALL = {"convolutions": [[4, 4, 2]], "hidden": [8], "stack": 3}


class TestPPO(LearnerContract):
    name, parameters = "ppo", {"steps": 8, "batch": 16, "schedule": "linear"}


class TestPPOOnPictures(LearnerContract):
    name, parameters, observation = "ppo", {"steps": 8, "batch": 16, **SMALL}, PICTURES


class TestDQN(LearnerContract):
    name, parameters = "dqn", {"warm_up": 20, "replay": 150, "stack": 2, "optimizer": "lion"}


class TestDQNOnPictures(LearnerContract):
    name, parameters, observation = "dqn", {"warm_up": 20, "replay": 150, **SMALL}, PICTURES


class TestReptile(LearnerContract):
    name, parameters = "reptile", {"steps": 8, "batch": 16, "start_spacing": 20}


class TestReptileByPolicyGradient(LearnerContract):
    name, parameters = "reptile", {"steps": 8, "inner": "policy_gradient", "optimizer": "sgd"}
