package pcclient

// retryReserve is how many retries a budget has to begin with, and holds at most.
const retryReserve = 10

// retryPrice is what a retry costs. It is not 1 so that a call pays in a whole number.
const retryPrice = 1_000_000

// retryBudget bounds an account's retries to a share of its calls: what helps one
// call that met a passing fault, keeps a whole service down that is flooded. failsafe's
// own budget bounds how many retries are under way at a time, which is next to none
// of a service that refuses at once.
type retryBudget struct {
	perCall int64 // negative when there is no bound
	balance int64
}

func newRetryBudget(share float64) retryBudget {
	perCall := int64(share * retryPrice)
	if share < 0 {
		perCall = -1
	}
	return retryBudget{perCall: perCall, balance: retryReserve * retryPrice}
}

func (b *retryBudget) earn() {
	b.balance = min(b.balance+b.perCall, retryReserve*retryPrice)
}

func (b *retryBudget) spend() bool {
	if b.perCall < 0 {
		return true
	}
	if b.balance < retryPrice {
		return false
	}
	b.balance -= retryPrice
	return true
}
