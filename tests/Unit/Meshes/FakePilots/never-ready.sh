#!/bin/sh
# A pilot that runs and never serves.
echo "I am process $$"
sleep 600
