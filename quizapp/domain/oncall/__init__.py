"""The on-call room: hidden failing networks, what can be measured of them, and the grade of a diagnosis."""
