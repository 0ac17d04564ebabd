"""The configuration of nginx in front of published pages: the tree's files as they are, all else from the workbench.

`docs/nginx.conf` is this text for the usual folder and port; a test holds the two equal, and `manage.py public_tree
--nginx` prints it for others.
"""

from __future__ import annotations

from claims.publishing.files import CHECK_POLICY, FOR_GOOD, FRESH, PAGE_POLICY

FOLDER, UPSTREAM = "/srv/public", "127.0.0.1:8000"

CONFIGURATION = """\
# Published pages as files, everything else from the workbench. Put this into a folder that nginx.conf includes inside
# `http { }`, such as /etc/nginx/conf.d/. `manage.py public_tree {folder} --follow` keeps the files.
# TLS is yours to end, here or in front.

upstream workbench {
    server {upstream};
    keepalive 32;
}

# Pages that the workbench made are kept too, so that they are there while it is not.
proxy_cache_path {folder}/cache levels=1:2 keys_zone=workbench:10m max_size=1g inactive=48h use_temp_path=off;

map $uri $public_policy {
    default "{page_policy}";
    "~^/checks/.+" "{check_policy}";
}

# What is left of somebody's minute is told to whoever asked, and never kept for the next.
map $upstream_cache_status $share_left {
    default "";
    "~^(|MISS|EXPIRED|BYPASS)$" $upstream_http_ratelimit;
}

# Where the versions of a check are found (RFC 7089).
map $uri $versions {
    default "";
    "~^/checks/.+" '<$scheme://$http_host$uri>; rel="original", <$scheme://$http_host${uri}timegate/>; rel="timegate", \
<$scheme://$http_host${uri}timemap/>; rel="timemap"; type="application/link-format"';
}

server {
    listen {listen};
    server_name _;
    charset utf-8;
    charset_types text/plain application/atom+xml application/rss+xml application/feed+json application/xml;
    gzip_static on;
    gzip_vary on;
    etag on;
    # Where a file is, is asked for again after two seconds: a correction is seen by then.
    open_file_cache max=20000 inactive=60s;
    open_file_cache_valid 2s;
    open_file_cache_errors on;
    client_max_body_size 50m;

    # A host that is nobody's shows the default newsroom's pages.
    set $site $host;
    if (!-d {folder}/hosts/$host) { set $site _default; }
    root {folder}/hosts;

    # With a query the name is another one, which is nowhere: such a page is made by the workbench.
    location = / {
        default_type text/html;
        page_headers
        try_files /$site/index$is_args.html @workbench;
    }
    location ~ ^/(?<list>checks|articles|ratings|how-we-work|corrections)/$ {
        default_type text/html;
        page_headers
        try_files /$site/$list/index$is_args.html @workbench;
    }
    location ~ ^/ratings/(?<rating>[a-z0-9-]+)/$ {
        default_type text/html;
        page_headers
        try_files /$site/ratings/$rating/index$is_args.html @workbench;
    }
    location ~ "^/(?<kind>checks|articles|topics|claimants)/(?<slug>[a-z0-9_-]+)-(?<id>[a-z0-9]{12})/$" {
        default_type text/html;
        page_headers
        try_files /$site/$kind/$id/page$is_args.$slug.html @workbench;
    }
    location ~ (?:^|/)feed\\.xml$ {
        types { }
        default_type application/atom+xml;
        data_headers
        try_files /$site$uri$is_args @workbench;
    }
    location ~ (?:^|/)rss\\.xml$ {
        types { }
        default_type application/rss+xml;
        data_headers
        try_files /$site$uri$is_args @workbench;
    }
    location ~ (?:^|/)feed\\.json$ {
        types { }
        default_type application/feed+json;
        data_headers
        try_files /$site$uri$is_args @workbench;
    }
    location ~ ^/sitemap(?:/.+)?\\.xml$ {
        types { }
        default_type application/xml;
        data_headers
        try_files /$site$uri$is_args @workbench;
    }
    location = /robots.txt {
        default_type text/plain;
        data_headers
        try_files /$site$uri$is_args @workbench;
    }
    location ~ ^/share/.+\\.png$ {
        add_header Cache-Control "{for_good}";
        add_header Access-Control-Allow-Origin *;
        add_header Cross-Origin-Resource-Policy cross-origin;
        try_files /$site$uri$is_args @workbench;
    }

    # Live pages of the desk stay open.
    location /desk/stream {
        proxy_pass http://workbench;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Connection "";
        proxy_buffering off;
        proxy_read_timeout 75s;
    }

    location /desk/ { try_files /nothing @desk; }
    location /accounts/ { try_files /nothing @desk; }
    location /api/v1/checks/ { try_files /nothing @workbench; }
    location /api/v1/corrections/ { try_files /nothing @workbench; }
    location /api/ { try_files /nothing @desk; }
    location / { try_files /nothing @workbench; }

    location @desk {
        proxy_pass http://workbench;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Connection "";
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
    }

    location @workbench {
        proxy_pass http://workbench;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Connection "";
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_hide_header RateLimit;
        add_header RateLimit $share_left always;
        proxy_cache workbench;
        # By the very host that the workbench is told: $host may be another one (`GET http://…`).
        proxy_cache_key $scheme$http_host$request_uri;
        # How long an old page may stand in while a new one is fetched, each page says itself: not for as long as it is
        # kept, or a correction would not be seen where nobody had looked for a while.
        proxy_cache_use_stale error timeout http_500 http_502 http_503 http_504;
        proxy_cache_background_update on;
        proxy_cache_lock on;
    }
}
"""
PAGE_HEADERS = """add_header Cache-Control "{fresh}";
        add_header X-Content-Type-Options nosniff;
        add_header Referrer-Policy same-origin;
        add_header Link $versions;
        add_header Content-Security-Policy $public_policy;"""
DATA_HEADERS = """add_header Cache-Control "{fresh}";
        add_header X-Content-Type-Options nosniff;
        add_header Access-Control-Allow-Origin *;"""
"""What is answered by the workbench brings its own headers: none are set where it is asked."""


def nginx_conf(*, folder: str = FOLDER, upstream: str = UPSTREAM, listen: str = "80") -> str:
    """The whole text, for a file that nginx includes inside `http`."""
    given = {
        "folder": folder,
        "upstream": upstream,
        "listen": listen,
        "page_policy": PAGE_POLICY,
        "check_policy": CHECK_POLICY,
        "fresh": FRESH,
        "for_good": FOR_GOOD,
    }
    text = CONFIGURATION.replace("page_headers", PAGE_HEADERS).replace("data_headers", DATA_HEADERS)
    for name, value in given.items():
        text = text.replace("{" + name + "}", value)
    return text
