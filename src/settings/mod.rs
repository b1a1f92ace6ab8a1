//! Reads `swipd.yaml` into [`Settings`], each value checked.
