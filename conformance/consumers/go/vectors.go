// Encodes every vector's input from its type, knowing nothing of any operation but its method and its path's template.

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

// Types of what requests take, by operation.
var requests = map[string]func([]byte) ([]byte, error){
	"GetTransfersIdReversals":                  again[GetTransfersIDReversalsRequest],
	"GetTransfersTransferReversalsId":          again[GetTransfersTransferReversalsIDRequest],
	"GetTreasuryCreditReversals":               again[GetTreasuryCreditReversalsRequest],
	"GetTreasuryCreditReversalsCreditReversal": again[GetTreasuryCreditReversalsCreditReversalRequest],
	"PostTransfersIdReversals":                 again[PostTransfersIDReversalsRequest],
	"PostTransfersTransferReversalsId":         again[PostTransfersTransferReversalsIDRequest],
	"PostTreasuryCreditReversals":              again[PostTreasuryCreditReversalsRequest],
	"GetAppsSecrets":                           again[GetAppsSecretsRequest],
	"GetAppsSecretsFind":                       again[GetAppsSecretsFindRequest],
	"PostAppsSecrets":                          again[PostAppsSecretsRequest],
	"PostAppsSecretsDelete":                    again[PostAppsSecretsDeleteRequest],
}

type request struct {
	Method, Path string
	Query, Body  *string
}

func escape(text string) string {
	var out strings.Builder
	for _, it := range []byte(text) {
		if 'a' <= it && it <= 'z' || 'A' <= it && it <= 'Z' || '0' <= it && it <= '9' || strings.IndexByte("-._~", it) >= 0 {
			out.WriteByte(it)
		} else {
			fmt.Fprintf(&out, "%%%02X", it)
		}
	}
	return out.String()
}

func sorted(form map[string]interface{}) []string {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func pairs(name string, value interface{}) (all []string) {
	switch value := value.(type) {
	case map[string]interface{}:
		for _, key := range sorted(value) {
			all = append(all, pairs(name+"["+escape(key)+"]", value[key])...)
		}
	case []interface{}:
		deep := false
		for _, item := range value {
			switch item.(type) {
			case map[string]interface{}, []interface{}:
				deep = true
			}
		}
		for at, item := range value {
			index := ""
			if deep {
				index = fmt.Sprint(at)
			}
			all = append(all, pairs(name+"["+index+"]", item)...)
		}
	default:
		all = append(all, name+"="+escape(fmt.Sprint(value)))
	}
	return all
}

func form(value interface{}) string {
	var all []string
	given, _ := value.(map[string]interface{})
	for _, name := range sorted(given) {
		all = append(all, pairs(escape(name), given[name])...)
	}
	return strings.Join(all, "&")
}

var parameter = regexp.MustCompile(`{.*?}`)

func encoded(operation request, input map[string]interface{}) request {
	got := request{Method: operation.Method}
	got.Path = parameter.ReplaceAllStringFunc(operation.Path, func(found string) string {
		return escape(fmt.Sprint(input["path"].(map[string]interface{})[strings.Trim(found, "{}")]))
	})
	if query := form(input["query"]); query != "" {
		got.Query = &query
	}
	if operation.Method == "POST" {
		body := form(input["body"])
		got.Body = &body
	}
	return got
}

// parse keeps numbers as they are written: a float64 would round an integer beyond 2^53.
func parse(text []byte, into interface{}) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	check(decoder.Decode(into))
}

func read(path string, into interface{}) {
	text, err := os.ReadFile(path)
	check(err)
	parse(text, into)
}

func vectors() bool {
	var index struct{ Operations map[string]request }
	read(filepath.Join(os.Getenv("REVERSALS_SCHEMAS"), "index.json"), &index)
	var cases struct {
		Encode []struct {
			request
			Case, Operation string
			Input           json.RawMessage
		}
	}
	read(filepath.Join(os.Getenv("REVERSALS_SCHEMAS"), "cases.json"), &cases)
	wrong, nulls := 0, 0
	for _, vector := range cases.Encode {
		through, known := requests[vector.Operation]
		if !known {
			wrong++
			fmt.Printf("%s: no type is named for %s\n", vector.Case, vector.Operation)
			continue
		}
		text, err := through(vector.Input)
		if err != nil {
			wrong++
			fmt.Printf("%s: %v\n", vector.Case, err)
			continue
		}
		// What is not given may be written as null.
		input := present(text, &nulls).(map[string]interface{})
		got, err := json.Marshal(encoded(index.Operations[vector.Operation], input))
		check(err)
		wanted, err := json.Marshal(vector.request)
		check(err)
		if string(got) != string(wanted) {
			wrong++
			fmt.Printf("%s: wanted %s, got %s\n", vector.Case, wanted, got)
		}
	}
	fmt.Printf("%d of %d vectors are encoded as they must be\n", len(cases.Encode)-wrong, len(cases.Encode))
	return wrong == 0 && len(cases.Encode) > 0
}
