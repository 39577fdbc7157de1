// Reads every documented payload into its type, and writes the same again.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
)

// again is what is left of a text that goes through a type. A member that the type does not have is an error.
func again[T any](text []byte) ([]byte, error) {
	var value T
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

// Types by the names of their schemas.
var types = map[string]func([]byte) ([]byte, error){
	"GetTransfersIdReversalsResponse":    again[GetTransfersIDReversalsResponse],
	"GetTreasuryCreditReversalsResponse": again[GetTreasuryCreditReversalsResponse],
	"GetAppsSecretsResponse":             again[GetAppsSecretsResponse],
	"apps.secret":                        again[AppsSecret],
	"deleted_apps.secret":                again[DeletedAppsSecret],
	"transfer_reversal":                  again[TransferReversal],
	"treasury.credit_reversal":           again[TreasuryCreditReversal],
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// present is the text's value without members that are null: to the generated types those are the same as absent ones.
func present(text []byte, nulls *int) interface{} {
	var value interface{}
	parse(text, &value)
	strip(value, nulls)
	return value
}

func strip(value interface{}, nulls *int) {
	switch value := value.(type) {
	case map[string]interface{}:
		for name, member := range value {
			if member == nil {
				*nulls++
				delete(value, name)
			}
			strip(member, nulls)
		}
	case []interface{}:
		for _, item := range value {
			strip(item, nulls)
		}
	}
}

func payloads() bool {
	var payloads []struct {
		Name, Schema string
		Value        json.RawMessage
	}
	read(os.Getenv("REVERSALS_PAYLOADS"), &payloads)
	wrong, nulls, ignored, refusals := 0, 0, 0, 0
	for _, payload := range payloads {
		through, known := types[payload.Schema]
		if !known {
			wrong++
			fmt.Printf("%s: no type is named for %s\n", payload.Name, payload.Schema)
			continue
		}
		text, err := through(payload.Value)
		if err != nil {
			wrong++
			fmt.Printf("%s: %v\n", payload.Name, err)
		} else if !reflect.DeepEqual(present(payload.Value, &nulls), present(text, &ignored)) {
			wrong++
			fmt.Printf("%s: read and written again it is %s\n", payload.Name, text)
		}
		// A text that is a number instead, and a number, a truth value or a list that is a text.
		var members map[string]json.RawMessage
		check(json.Unmarshal(payload.Value, &members))
		for name, member := range members {
			if bytes.IndexByte([]byte(`{n`), member[0]) >= 0 {
				continue
			}
			refusals++
			other := `"wrong"`
			if member[0] == '"' {
				other = "1"
			}
			members[name] = json.RawMessage(other)
			broken, err := json.Marshal(members)
			check(err)
			if _, err := through(broken); err == nil {
				wrong++
				fmt.Printf("%s: %s for %s is taken\n", payload.Name, other, name)
			}
			members[name] = member
		}
	}
	fmt.Printf("%d payloads are read and written again (%d nulls are as absent), %d broken ones refused, %d wrong\n",
		len(payloads), nulls, refusals, wrong)
	return wrong == 0 && len(payloads) > 0
}

func main() {
	if !payloads() || !vectors() {
		os.Exit(1)
	}
}
