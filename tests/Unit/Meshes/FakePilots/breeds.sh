#!/bin/sh
# A pilot that leaves its session with what it starts, and never serves.
setsid sleep 600 &
sleep 600
