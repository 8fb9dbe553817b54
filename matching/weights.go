package matching

// Weights says how much each feature counts in a score. All features are
// logarithms (see [Index.Rank]), so a weight is an exponent: doubling somebody's
// share multiplies their odds by 2 to the weight.
type Weights struct {
	Places      float64 // share of the experience with the changed places
	Words       float64 // share of the earlier changes with the same path words
	Newcomers   float64 // share of the recent reviews of newcomers' changes
	Reviews     float64 // share of all reviews
	Changes     float64 // share of all changes
	SinceReview float64 // days since the latest review, plus one
	SinceChange float64 // days since the latest own change, plus one
}

// WeightsShip returns the weights in use: a conditional logit over the pool of
// each case, fitted on the whole history of golang/go up to May 2021.
func WeightsShip() Weights {
	return Weights{
		Places: 0.784, Words: 0.469, Newcomers: 0.545, Reviews: -0.279, Changes: -0.666,
		SinceReview: -0.442, SinceChange: -0.284,
	}
}

// WeightsEarly returns weights fitted in the same way on golang/go before
// 2018-09-03 alone, so that the later part of that history can be reported
// without having been learned from.
func WeightsEarly() Weights {
	return Weights{
		Places: 0.738, Words: 0.488, Newcomers: 0.525, Reviews: -0.198, Changes: -0.724,
		SinceReview: -0.466, SinceChange: -0.307,
	}
}
