"""Every write of the checklists room, one public function a business verb."""
