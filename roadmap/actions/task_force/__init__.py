"""The working matter of the Task Force: members, meetings and follow-ups. Nothing of it is published."""
