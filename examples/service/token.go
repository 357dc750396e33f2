package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"pcgraph/examples/service/api"
)

const (
	tokenVariable     = "EXPORT_TOKEN"
	tokenFileVariable = "EXPORT_TOKEN_FILE"
	longestToken      = 64 << 10
)

// tokenFrom is the bearer token's source: a value or a file; nil when there is
// neither. It is tried once, so that a mistake shows before anything is asked.
func tokenFrom(value, file string) (api.Token, error) {
	var token api.Token
	switch {
	case value != "" && file != "":
		return nil, fmt.Errorf("give the token either in %s or in a file, not both", tokenVariable)
	case value != "":
		token = func() (string, error) { return checkToken(value, tokenVariable) }
	case file != "":
		token = func() (string, error) { return readToken(file) }
	default:
		return nil, nil
	}
	_, err := token()
	return token, err
}

func readToken(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, longestToken+1))
	if err != nil {
		return "", err
	}
	return checkToken(strings.TrimSpace(string(text)), path)
}

// checkToken never says what the token is.
func checkToken(token, where string) (string, error) {
	if token == "" || len(token) > longestToken {
		return "", fmt.Errorf("%s holds no token", where)
	}
	for _, sign := range []byte(token) {
		if sign <= ' ' || sign > '~' {
			return "", errors.New(where + " holds a sign that no token has, such as a space or a line break")
		}
	}
	return token, nil
}
