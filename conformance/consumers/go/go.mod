module reversals.invalid/consumer

go 1.19
