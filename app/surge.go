package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

const (
	hellos     = "hellos" // what newcomers are counted under
	aDay       = 24 * time.Hour
	hellosPast = 28 * aDay
)

// hello counts a newcomer, once for each pull request, and tells how many came.
func (a *App) hello(ctx context.Context, p mentorship.Thread, at time.Time) (h mentorship.Hellos, err error) {
	tenant, what := p.Repo.Tenant, fmt.Sprintf("%d#%d", p.Repo.ID, p.Number)
	if h.Today, err = a.Store.Tally(ctx, tenant, hellos, what, at, aDay, hellosPast+aDay); err != nil {
		return h, fmt.Errorf("counting a newcomer: %w", err)
	}
	if h.Past, err = a.Store.Tallied(ctx, tenant, hellos, at.Add(-hellosPast-aDay), at.Add(-aDay)); err != nil {
		return h, fmt.Errorf("counting newcomers: %w", err)
	}
	return h, nil
}

// odds tells the view of a first word whether the newcomer came in a flood, and
// whether they belong to the group that is not greeted.
func (a *App) odds(ctx context.Context, r mentorship.Rules, m mentorship.Mentorship, v *mentorship.View) error {
	h, err := a.hello(ctx, m.Pull, m.Since)
	if err != nil {
		return err
	}
	v.Surge = r.Surge(h, m.Since)
	if r.HoldOut <= 0 {
		return nil
	}
	hash, err := a.hash(ctx, m.Pull.Repo.Tenant, m.Newcomer.ID)
	if err != nil {
		return err
	}
	v.HeldOut = percent(hash) < r.HoldOut
	if err := a.Store.SetArm(ctx, m.Pull.Repo.Tenant, hash, !v.HeldOut, m.Since); err != nil {
		return fmt.Errorf("remembering a group: %w", err)
	}
	return nil
}

// hash stands for a person in a tenant; without the tenant's key it tells nothing.
func (a *App) hash(ctx context.Context, tenant, person int64) (string, error) {
	key, err := a.Store.Secret(ctx, tenant)
	if err != nil {
		return "", fmt.Errorf("hashing a person: %w", err)
	}
	return hashed(key, person), nil
}

func hashed(key []byte, person int64) string {
	mac := hmac.New(sha256.New, key)
	_ = binary.Write(mac, binary.BigEndian, person) // a hash takes everything
	return hex.EncodeToString(mac.Sum(nil))
}

// percent is a number from 0 to 99 that stays the same for a hash.
func percent(hash string) int {
	raw, err := hex.DecodeString(hash)
	if err != nil || len(raw) < 8 {
		return 0
	}
	return int(binary.BigEndian.Uint64(raw) % 100)
}
