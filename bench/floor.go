package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// floor answers the one question of the benchmarks the way a small REST service
// would: fetch the pages in parallel, decode them into structs, encode structs.
// It checks nothing and knows no GraphQL.
type floor struct {
	client *http.Client
	base   string
}

type upstreamList[T any] struct {
	Items             []T    `json:"items"`
	ContinuationToken string `json:"continuationToken"`
}

type upstreamBatch struct {
	ID string `json:"id"`
}

type upstreamDevice struct {
	ID                  string `json:"id"`
	SerialNumber        string `json:"serialNumber"`
	ProductKey          string `json:"productKey"`
	ModelName           string `json:"modelName"`
	OEMManufacturerName string `json:"oemManufacturerName"`
	Policies            []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"policies"`
	UploadedDate string `json:"uploadedDate"`
}

type floorAnswer struct {
	Data struct {
		Customer struct {
			DeviceBatches []floorBatch `json:"deviceBatches"`
		} `json:"customer"`
	} `json:"data"`
}

type floorBatch struct {
	BatchID string       `json:"batchId"`
	Devices floorDevices `json:"devices"`
}

type floorDevices struct {
	Edges    []floorEdge `json:"edges"`
	PageInfo struct {
		HasNextPage bool   `json:"hasNextPage"`
		EndCursor   string `json:"endCursor"`
	} `json:"pageInfo"`
}

type floorEdge struct {
	Cursor string      `json:"cursor"`
	Node   floorDevice `json:"node"`
}

type floorDevice struct {
	ID                  string        `json:"id"`
	DeviceID            string        `json:"deviceId"`
	SerialNumber        *string       `json:"serialNumber"`
	ProductKey          *string       `json:"productKey"`
	ModelName           *string       `json:"modelName"`
	OEMManufacturerName *string       `json:"oemManufacturerName"`
	UploadedDate        *time.Time    `json:"uploadedDate"`
	Policies            []floorPolicy `json:"policies"`
}

type floorPolicy struct {
	Category string  `json:"category"`
	Value    *string `json:"value"`
}

// ServeHTTP takes the same request as the GraphQL service and reads the
// variables from it.
func (f *floor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var question struct {
		Variables struct {
			Customer string
			First    int
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&question); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	customer, first := question.Variables.Customer, question.Variables.First
	var batches upstreamList[upstreamBatch]
	path := "/v1/customers/" + customer + "/deviceBatches"
	if err := f.get(path, "", &batches); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	var answer floorAnswer
	list := make([]floorBatch, len(batches.Items))
	var wait sync.WaitGroup
	for i, batch := range batches.Items {
		wait.Go(func() {
			list[i].BatchID = batch.ID
			list[i].Devices = f.devices(customer, batch.ID, path, first)
		})
	}
	wait.Wait()
	answer.Data.Customer.DeviceBatches = list
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

func (f *floor) devices(customer, batch, path string, first int) (devices floorDevices) {
	token := ""
	for {
		var page upstreamList[upstreamDevice]
		if err := f.get(path+"/"+url.PathEscape(batch)+"/devices", token, &page); err != nil {
			return devices
		}
		for i, d := range page.Items {
			if len(devices.Edges) == first {
				devices.PageInfo.HasNextPage = true
				return devices
			}
			cursor := base64.RawURLEncoding.EncodeToString([]byte(token + ":" + strconv.Itoa(i)))
			devices.Edges = append(devices.Edges, floorEdge{cursor, floorDevice{
				ID:       base64.RawURLEncoding.EncodeToString([]byte(customer + ":" + batch + ":" + d.ID)),
				DeviceID: d.ID, SerialNumber: nonEmpty(&d.SerialNumber), ProductKey: nonEmpty(&d.ProductKey),
				ModelName: nonEmpty(&d.ModelName), OEMManufacturerName: nonEmpty(&d.OEMManufacturerName),
				UploadedDate: moment(d.UploadedDate), Policies: policies(d),
			}})
			devices.PageInfo.EndCursor = cursor
		}
		if token = page.ContinuationToken; token == "" || len(devices.Edges) == first {
			devices.PageInfo.HasNextPage = token != ""
			return devices
		}
	}
}

func (f *floor) get(path, token string, into any) error {
	request, err := http.NewRequest(http.MethodGet, f.base+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer bench")
	if token != "" {
		request.Header.Set("MS-ContinuationToken", token)
	}
	response, err := f.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", path, response.Status)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	return json.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), into)
}

func nonEmpty(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}

func moment(s string) *time.Time {
	if len(s) > 10 && !strings.ContainsAny(s[10:], "Z+-") {
		s += "Z"
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return nil
	}
	t = t.UTC()
	return &t
}

func policies(d upstreamDevice) []floorPolicy {
	list := make([]floorPolicy, len(d.Policies))
	for i := range d.Policies {
		category := "UNKNOWN"
		switch d.Policies[i].Key {
		case "o_o_b_e":
			category = "OOBE"
		case "none":
			category = "NONE"
		}
		list[i] = floorPolicy{category, nonEmpty(&d.Policies[i].Value)}
	}
	return list
}
