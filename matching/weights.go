package matching

// Weights says how much each feature counts in a score. All features are
// logarithms (see [Index.Rank]), so a weight is an exponent: doubling somebody's
// share multiplies their odds by 2 to the weight.
type Weights struct {
	Places      float64 // share of the experience with the changed places
	Welcomes    float64 // share of the reviews of newcomers' changes in these places
	Words       float64 // share of the earlier changes with the same path words
	Names       float64 // share of the experience with files of the same names
	Newcomers   float64 // share of the recent reviews of newcomers' changes
	Reviews     float64 // share of all reviews
	Changes     float64 // share of all changes
	SinceReview float64 // days since the latest review, plus one
	SinceChange float64 // days since the latest own change, plus one
}

// How the weights were found, in testdata/fit.py: a conditional logit over the
// pool of each case, learned from everybody's first five reviewed changes after a
// quarter of the time span (3,549 on golang/go, 2,403 of them before 2018-09-03).
// Features that say much the same share their weight by an L2 penalty of 0.03 per
// case; without it the fit leans on habits of one community, and does worse on
// parts of it taken for communities of their own.

// WeightsShip returns the weights in use, learned from the whole history of
// golang/go up to May 2021.
func WeightsShip() Weights {
	return Weights{
		Places: 0.480, Welcomes: 0.198, Words: 0.228, Names: 0.303, Newcomers: 0.381,
		Reviews: -0.272, Changes: -0.554, SinceReview: -0.377, SinceChange: -0.271,
	}
}

// WeightsEarly returns weights learned in the same way from golang/go before
// 2018-09-03 alone, so that the later part of that history can be reported
// without having been learned from.
func WeightsEarly() Weights {
	return Weights{
		Places: 0.437, Welcomes: 0.186, Words: 0.200, Names: 0.350, Newcomers: 0.360,
		Reviews: -0.214, Changes: -0.578, SinceReview: -0.394, SinceChange: -0.285,
	}
}
