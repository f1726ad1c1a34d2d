/** Lines that speak of secrets and hold none, as Kubernetes and programs write them: an SRE needs each of their words. */
export const ORDINARY: readonly string[] = `
Error: secret "db-password" not found
MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found
couldn't find key password in Secret shop/db-credentials
secret "api-token": not found
failed to get secret "db-password": timed out waiting for the condition
Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.
failed to refresh token: oauth2: cannot fetch token: 401 Unauthorized
could not parse token: signature is invalid
Error: invalid token: expected identifier
SyntaxError: Unexpected token < in JSON at position 0
syntax error near unexpected token: done
FATAL:  password authentication failed for user "shop"
password is required
Invalid password: authentication failed
pq: password authentication failed for user "app"
ERROR 1045 (28000): Access denied for user 'root'@'10.0.0.1' (using password: YES)
ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)
secretName: web-tls
secretKeyRef: {name: db, key: password}
imagePullSecrets: [regcred]
passwordFile=/run/secrets/db
password_file: /etc/db/password
max_tokens=4096 prompt_tokens: 812 completion_tokens=95 tokens=907
token_type=Bearer expires_in=3600
"token": null, "password": null, "secret": ""
password=*** user=bob
password=[REDACTED] user=bob
password: <nil>
token=\${TOKEN} password=$DB_PASSWORD
Authorization: RBAC
authorization: failed
authorization-mode=Node,RBAC
basic authentication failed for admin
Basic auth is disabled
bearer token is missing
no bearer authentication configured
PWD=/app HOME=/root
pwd=/srv/app
tests: 12 pass: 12 fail: 0
password changed for user 42
password value: must be set
compass=north bypass=yes partition_key=7
curl -uhttp://api:8080 failed
secret:
credentials: {}
bypass=true tokenizer=gpt2 secretary=alice
git clone ssh://git@github.com/acme/app.git
postgres://app@db:5432/shop
http://web:8080/path@2x.png
dial tcp 10.0.0.1:5432: connect: connection refused
image: ghcr.io/acme/app@sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108
digest sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108 pulled in 3.2s
commit 9fceb02d0ae598e95dc970b74767f19372d61af8 (HEAD -> main)
containerd://9b7c6f0c0b1f5a9a3d8a4b2a1e0d9c8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e2d
request_id=7f3c9a52-8d1e-4b6a-9c0d-2e5f8a1b3c4d trace_id=4bf92f3577b34da6a3ce929d0e0e4736
goroutine 1 [running]: main.main() /src/main.go:42 +0x1d
docker run --user 1000:1000 -u 1000:1000 app
mkdir -p /var/lib/app && cp -p a b
chown -R app:app /data
kubectl -n shop get secret db-credentials -o yaml
kubectl create secret generic db --from-file=password.txt
Secret shop/db updated, reconciling secret=shop/db
primary_key=id foreign_key=user_id cache_key=user:42 partition_key=eu
public key: ssh-ed25519
sort by key: name
key: value
wait for secret to be there
rotating token in 3600 seconds
-----BEGIN CERTIFICATE-----
-----BEGIN PUBLIC KEY-----
server token bucket: 20 of 20
csrf protection is on; cookie: none
Set-Cookie header is missing
session opened for user root by (uid=0)
nslookup: can't resolve 'myservice.default.svc.cluster.local'
waiting for myservice
Readiness probe failed: HTTP probe failed with statuscode: 503
Back-off restarting failed container app in pod web-1_shop(4a1c4b21-597c-1b44-15bd-becb28a3296c)
`
  .trim()
  .split('\n');
