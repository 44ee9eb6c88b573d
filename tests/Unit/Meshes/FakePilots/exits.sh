#!/bin/sh
# A pilot that ends at once.
echo "I am process $$"
echo "no configuration, no service" >&2
exit 7
