package config

import "time"

// Simulation says how every simulated Partner Center behaves, inside demo and on its own.
type Simulation struct {
	Latency time.Duration `default:"0s" min:"0s" max:"1m" help:"How long each simulated answer is held back."`
}

// Simulator holds the settings of a simulated Partner Center that stands alone.
type Simulator struct {
	Addr      Address       `default:"127.0.0.1:8090" help:"Where the simulated Partner Center listens."`
	Customers int           `default:"0" min:"0" max:"10000000" unit:"CUSTOMERS" help:"Customers to generate beside the documented examples."`
	Batches   int           `default:"10" min:"0" max:"100000" unit:"BATCHES" help:"Batches of each generated customer."`
	Devices   int           `default:"250" min:"0" max:"10000000" unit:"DEVICES" help:"Devices in each generated batch."`
	Seed      int64         `default:"1" unit:"NUMBER" help:"The same seed generates the same data."`
	Token     Secret        `name:"token-file" absent:"any token is accepted" help:"The bearer token that callers must send."`
	TokenLife time.Duration `default:"0s" min:"0s" max:"24h" help:"How long a continuation token is accepted; 0 is for ever."`
}
