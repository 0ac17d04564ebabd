<?php
// This WordPress and the newsroom are on one machine: what is near counts as outside.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', function ($ports) {
    $ports[] = (int) getenv('NEWSROOM_PORT');
    return $ports;
});
