package mentorship

// TimerOrder is the order in which timers are served that ran out together.
func TimerOrder() []Timer { return timerOrder() }
