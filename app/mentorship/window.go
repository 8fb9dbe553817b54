package mentorship

// Window is what an owner's house rules say of their board: who may look at
// it, and how many people must stand behind a number. It comes from the owner's
// .github repository alone. People are account numbers, teams "org/team".
type Window struct {
	Repo             Repo // the owner's .github repository
	Public           bool // anybody may look at the aggregate page
	K, KSensitive    int  // least people behind a number; behind one about choices and feelings
	Viewers          []int64
	ViewerTeams      []string
	Coordinators     []int64
	CoordinatorTeams []string
	Seats            int64 // grows whenever who is in which team may have changed
}
